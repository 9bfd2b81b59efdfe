"""What the product is measured beside: a naive build, a bare route, and the plain pipeline's ceiling."""
