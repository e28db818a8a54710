// What happened at a place and within it, in order of time?
// $place: a list of IRIs or names; $from, $until: days, or null.
MATCH (event:Event)-[lies:LIES_WITHIN]->(place:Place)
WHERE place.iri IN $place OR place.label IN $place
WITH event, lies, coalesce(event.earliest, date('0001-01-01')) AS first, coalesce(event.latest, date('9999-12-31')) AS last,
  coalesce($from, date('0001-01-01')) AS from, coalesce($until, date('9999-12-31')) AS until
WHERE last >= from AND first <= until
WITH event, first, last, CASE WHEN lies.certainty = 'certain' AND first >= from AND last <= until THEN 'certain' ELSE 'possible' END AS doubt
RETURN event.iri AS event, event.label AS label, event.kind AS type, event.earliest AS earliest, event.latest AS latest,
  event.place AS placeLabel, min(doubt) AS certainty, event.quote AS quote
ORDER BY earliest, latest, label, event
