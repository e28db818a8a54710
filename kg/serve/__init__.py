"""One process on one port that answers for a graph: SPARQL and graph store protocols, a REST interface, pages to explore."""
