// Which groups are banned or listed as terrorist by which state, according to the reports?
// $state: a list of IRIs or names, or null.
MATCH (actor:Actor)-[banned:DESIGNATED_BY]->(state:Actor)
WHERE $state IS NULL OR state.iri IN $state OR state.label IN $state
RETURN DISTINCT actor.label AS actorLabel, state.label AS stateLabel, banned.from AS from, banned.quote AS quote
ORDER BY actorLabel, stateLabel, from, quote
