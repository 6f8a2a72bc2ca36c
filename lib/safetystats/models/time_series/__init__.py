"""Models of one series: structural, count autoregression and latent risk."""
