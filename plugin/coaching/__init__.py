"""From a reflection to a plan: the decision, the draft, one lesson, in reviewed words. Pure."""
