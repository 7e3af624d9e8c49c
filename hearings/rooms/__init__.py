"""What is said without prejudice: offers, mediation and agreements, behind a wall to the bench."""
