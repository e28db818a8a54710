// What happened at a place and within it, in order of time?
// $place: a list of IRIs or names; $from, $until: days, or null.
// An event told only by an area that takes in the place, no country, may have been there.
MATCH (place:Place)-[:WITHIN*0..8]->(spot:Place)<-[lies:LIES_WITHIN|OCCURRED_IN]-(event:Event)
WHERE (place.iri IN $place OR place.label IN $place)
  AND ((place.iri = spot.iri AND type(lies) = 'LIES_WITHIN')
    OR (place.iri <> spot.iri AND type(lies) = 'OCCURRED_IN' AND spot.placePrecision < 6
      AND NOT (event)-[:OCCURRED_IN]->(:Place)-[:WITHIN*1..8]->(spot)))
WITH event, CASE WHEN place.iri = spot.iri THEN lies.certainty ELSE 'possible' END AS inside, coalesce(event.earliest, date('0001-01-01')) AS first, coalesce(event.latest, date('9999-12-31')) AS last,
  coalesce($from, date('0001-01-01')) AS from, coalesce($until, date('9999-12-31')) AS until
WHERE last >= from AND first <= until
WITH event, first, last, CASE WHEN inside = 'certain' AND first >= from AND last <= until THEN 'certain' ELSE 'possible' END AS doubt
RETURN event.iri AS event, event.label AS label, event.kind AS type, event.earliest AS earliest, event.latest AS latest,
  event.place AS placeLabel, min(doubt) AS certainty, event.quote AS quote
ORDER BY earliest, latest, label, event
