"""Sending the graph to databases elsewhere: SPARQL stores (``sparql``) and those that speak Bolt (``bolt``)."""
