"""Do the addresses of sources still lead to their pages? Asked over the network, politely."""
