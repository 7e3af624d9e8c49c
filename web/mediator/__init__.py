"""Pages for the mediator: the list of cases, the rooms and the tools."""
