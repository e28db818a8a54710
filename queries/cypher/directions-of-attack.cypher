// From where and in which direction was a place attacked, and by whom?
// $place: a list of IRIs or names.
MATCH (event:ActOfForce)-[:LIES_WITHIN]->(place:Place), (event)-[told:CAME_FROM|WENT_TO|TOWARDS]->(:Place)
WHERE place.iri IN $place OR place.label IN $place
RETURN DISTINCT event.iri AS event, event.label AS label, told.role AS directionRole, told.name AS placeLabel,
  event.initiators AS actorLabel, event.earliest AS earliest, event.quote AS quote
ORDER BY earliest, label, directionRole, placeLabel, event
