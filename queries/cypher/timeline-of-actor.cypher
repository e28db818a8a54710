// In which events did an actor take part, in which role, in order of time?
// $actor: a list of IRIs or names; $from, $until: days, or null.
MATCH (event:Event)-[took:INVOLVES]->(actor:Actor)
WHERE (actor.iri IN $actor OR actor.label IN $actor)
  AND coalesce(event.latest, date('9999-12-31')) >= coalesce($from, date('0001-01-01'))
  AND coalesce(event.earliest, date('0001-01-01')) <= coalesce($until, date('9999-12-31'))
RETURN DISTINCT event.iri AS event, event.label AS label, event.kind AS type, took.role AS role, event.earliest AS earliest,
  event.latest AS latest, event.place AS placeLabel, event.quote AS quote
ORDER BY earliest, latest, label, role, event
