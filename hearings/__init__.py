"""Where the parties are heard: the rooms of negotiation and mediation, and the bench apart."""
