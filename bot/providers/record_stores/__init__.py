"""The stores that learning records are sent to; xAPI is what all of them speak."""
