"""Time expressions: words, grammar, calendar and resolution. ``kg.extract.times`` is the way in."""
