"""Rules about places: countries, partner cities, venues."""
