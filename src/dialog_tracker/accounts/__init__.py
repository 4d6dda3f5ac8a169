"""People, how they sign in, and the mandates that let them act for an authority or an organisation."""
