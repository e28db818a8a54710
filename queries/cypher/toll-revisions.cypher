// How did the same source revise its figures for an event?
// $event: a list of IRIs or labels, or null.
MATCH (event:Event)-[:HAS_FIGURE]->(new:Figure)-[:REVISES]->(old:Figure)
WHERE ($event IS NULL OR event.iri IN $event OR event.label IN $event) AND new.best IS NOT NULL AND old.best IS NOT NULL
OPTIONAL MATCH (new)-[:SAID_IN]->(after:Article), (old)-[:SAID_IN]->(before:Article)
WHERE after.publisher = before.publisher
RETURN DISTINCT event.iri AS event, event.label AS label, new.type AS kind, new.side AS side, old.best AS earlier,
  new.best AS later, old.asOf AS earlierAsOf, new.asOf AS laterAsOf, coalesce(new.claimant, after.publisher) AS sourceLabel
ORDER BY label, event, kind, side, earlierAsOf, laterAsOf, earlier, later, sourceLabel
