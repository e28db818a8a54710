// Which agreements and ceasefires, and the zones they cover, were in force on a given day?
// $date: the day; $place: a list of IRIs or names, or null.
MATCH (accord:Accord)
WHERE accord.from <= $date AND coalesce(accord.until, date('9999-12-31')) >= $date
  AND ($place IS NULL OR EXISTS { MATCH (accord)-[:APPLIES_WITHIN]->(place:Place) WHERE place.iri IN $place OR place.label IN $place })
OPTIONAL MATCH (accord)-[:COVERS]->(zone:Zone)
RETURN DISTINCT accord.iri AS agreement, accord.label AS agreementLabel, accord.type AS kind, zone.label AS zoneLabel,
  accord.parties AS partyLabel, accord.from AS from, accord.until AS until,
  CASE WHEN accord.fromLatest <= $date THEN 'certain' ELSE 'possible' END AS certainty, accord.quote AS quote
ORDER BY from, agreementLabel, zoneLabel, agreement
