// Which places were attacked most often, with how many killed and wounded?
// $country: a list of IRIs or names, or null; $from, $until: days, or null.
MATCH (event:Attack)-[:MAIN_PLACE]->(place:Place)
OPTIONAL MATCH (event)-[:LIES_WITHIN {certainty: 'certain'}]->(area:Place) WHERE area.iri IN $country OR area.label IN $country
WITH event, place, count(area) AS there
WHERE ($country IS NULL OR there > 0)
  AND coalesce(event.latest, date('9999-12-31')) >= coalesce($from, date('0001-01-01'))
  AND coalesce(event.earliest, date('0001-01-01')) <= coalesce($until, date('9999-12-31'))
RETURN place.iri AS place, place.label AS placeLabel, count(event) AS events, sum(coalesce(event.killed, 0)) AS killed,
  sum(coalesce(event.wounded, 0)) AS wounded
ORDER BY events DESC, killed DESC, wounded DESC, placeLabel, place
