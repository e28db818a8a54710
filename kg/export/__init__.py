"""What the graph is written as: RDF, records, tables and the formats of graph databases."""
