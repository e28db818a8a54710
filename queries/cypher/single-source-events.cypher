// Which events rest on a single independent source?
// $from, $until: days, or null.
MATCH (event:Event)-[:REPORTED_BY]->(:Report)-[:TOLD_IN]->(article:Article)
WHERE event.independentSources = 1
  AND coalesce(event.latest, date('9999-12-31')) >= coalesce($from, date('0001-01-01'))
  AND coalesce(event.earliest, date('0001-01-01')) <= coalesce($until, date('9999-12-31'))
RETURN DISTINCT event.iri AS event, event.label AS label, event.earliest AS earliest, 1 AS sources, article.iri AS document
ORDER BY earliest, label, event, document
