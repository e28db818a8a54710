// What was the first event at a place after a day?
// $place: a list of IRIs or names; $type: the name of a class of events, sub-classes included, or null; $since: a day.
MATCH (event:Event)-[:LIES_WITHIN {certainty: 'certain'}]->(place:Place)
WHERE (place.iri IN $place OR place.label IN $place) AND ($type IS NULL OR $type IN labels(event)) AND event.earliest > $since
WITH min(event.earliest) AS earliest
MATCH (event:Event {earliest: earliest})-[:LIES_WITHIN {certainty: 'certain'}]->(place:Place)
WHERE (place.iri IN $place OR place.label IN $place) AND ($type IS NULL OR $type IN labels(event))
RETURN DISTINCT event.iri AS event, event.label AS label, event.kind AS type, earliest, event.place AS placeLabel,
  event.quote AS quote
ORDER BY label, event
