"""The claim: parties, fees, service, deadlines, answers, orders and the law as data."""
