"""The emails that a candidate or a consultant gets, composed by pure functions of values."""
