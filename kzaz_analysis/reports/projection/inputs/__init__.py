"""What a projection is fed with besides yearly figures."""
