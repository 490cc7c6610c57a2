"""Official sources: small readers over one way to fetch, and what they propose."""
