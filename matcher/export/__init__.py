"""The catalogue as open data, one module per format. The same catalogue gives the same bytes."""
