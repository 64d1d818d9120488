"""The HTTP API: the verbs and the documents of the command line, with nothing kept between two requests."""
