// How many people were killed, wounded, missing, captured or displaced in an event, on which side, and who says so?
// $event: a list of IRIs or labels, or null; $place, $actor: lists of IRIs or names, or null; $from, $until: days, or null.
MATCH (event:Event)-[:HAS_FIGURE]->(figure:Figure)
WHERE ($event IS NULL OR event.iri IN $event OR event.label IN $event)
OPTIONAL MATCH (event)-[:LIES_WITHIN {certainty: 'certain'}]->(place:Place) WHERE place.iri IN $place OR place.label IN $place
WITH event, figure, count(place) AS there
WHERE $place IS NULL OR there > 0
OPTIONAL MATCH (event)-[:INVOLVES]->(actor:Actor) WHERE actor.iri IN $actor OR actor.label IN $actor
WITH event, figure, count(actor) AS took
WHERE $actor IS NULL OR took > 0
WITH event, figure, coalesce(event.earliest, date('0001-01-01')) AS first, coalesce(event.latest, date('9999-12-31')) AS last,
  coalesce($from, date('0001-01-01')) AS from, coalesce($until, date('9999-12-31')) AS until
WHERE last >= from AND first <= until
RETURN DISTINCT event.iri AS event, event.label AS label, figure.type AS kind, figure.side AS side, figure.group AS group,
  figure.low AS low, figure.best AS best, figure.high AS high, figure.claimant AS claimantLabel,
  CASE WHEN first >= from AND last <= until THEN 'certain' ELSE 'possible' END AS certainty,
  coalesce(figure.quote, event.quote) AS quote
ORDER BY label, event, kind, side, group, claimantLabel, best, low, high
