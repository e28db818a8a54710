// Which attacks did an actor carry out, with what strength and equipment, against whom, and how did they end?
// $actor: a list of IRIs or names; $from, $until: days, or null.
MATCH (event:Attack)-[:INVOLVES {role: 'initiator'}]->(actor:Actor)
WHERE (actor.iri IN $actor OR actor.label IN $actor)
  AND coalesce(event.latest, date('9999-12-31')) >= coalesce($from, date('0001-01-01'))
  AND coalesce(event.earliest, date('0001-01-01')) <= coalesce($until, date('9999-12-31'))
RETURN DISTINCT event.iri AS event, event.label AS label, event.earliest AS earliest, event.latest AS latest,
  event.place AS placeLabel, event.targets AS targetLabel, event.strength AS strength, event.equipment AS equipment,
  event.outcome AS outcome, event.quote AS quote
ORDER BY earliest, latest, label, event
