// With which weapons and vehicles was an actor reported, how many, and in which event?
// $actor: a list of IRIs or names.
MATCH (event:Event)-[took:INVOLVES]->(actor:Actor), (event)-[used:USED]->(:EquipmentType), (user:Actor {iri: took.directly})
WHERE (actor.iri IN $actor OR actor.label IN $actor) AND used.usedBy = took.role
RETURN DISTINCT user.label AS actorLabel, used.name AS equipment, used.best AS count, event.iri AS event, event.label AS label,
  event.quote AS quote
ORDER BY actorLabel, equipment, count, label, event
