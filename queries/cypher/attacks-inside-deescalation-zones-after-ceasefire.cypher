// Which attacks occurred inside de-escalation zones after a ceasefire for the zone had begun?
// $zone, $actor: lists of IRIs or names, or null; $from, $until: days, or null.
MATCH (accord:Accord)-[:ESTABLISHED_BY]->(:Ceasefire), (accord)-[:COVERS]->(zone:DeEscalationZone)<-[inside:INSIDE_ZONE]-(event:Attack)
WHERE accord.from IS NOT NULL AND event.earliest IS NOT NULL
  AND ($zone IS NULL OR zone.iri IN $zone OR zone.label IN $zone)
OPTIONAL MATCH (event)-[:INVOLVES]->(actor:Actor) WHERE actor.iri IN $actor OR actor.label IN $actor
WITH event, zone, accord, inside, count(actor) AS took
WHERE $actor IS NULL OR took > 0
WITH event, zone, accord, inside, event.earliest AS first, coalesce(event.latest, date('9999-12-31')) AS last,
  coalesce($from, date('0001-01-01')) AS from, coalesce($until, date('9999-12-31')) AS until
WHERE last >= from AND first <= until AND last >= accord.from
WITH event, zone, accord, CASE
    WHEN inside.certainty = 'certain' AND first > accord.fromLatest AND first >= from AND last <= until THEN 'certain'
    ELSE 'possible' END AS doubt
RETURN event.iri AS event, event.label AS label, event.earliest AS earliest, event.latest AS latest, event.place AS place,
  min(zone.label) AS zone, min(accord.label) AS ceasefire, min(doubt) AS certainty, event.quote AS quote
ORDER BY earliest, latest, label, event
