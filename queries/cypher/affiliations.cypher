// Which actors belong to, lead, support or are also known as which others?
// $actor: a list of IRIs or names, or null.
MATCH (actor:Actor)-[related]->(other:Actor)
WHERE related.kind <> 'designatedBy'
  AND ($actor IS NULL OR actor.iri IN $actor OR actor.label IN $actor OR other.iri IN $actor OR other.label IN $actor)
RETURN DISTINCT actor.label AS actorLabel, coalesce(related.office, related.kind) AS relation, other.label AS otherLabel,
  related.from AS from, related.until AS until, related.quote AS quote
ORDER BY actorLabel, relation, otherLabel, from, quote
