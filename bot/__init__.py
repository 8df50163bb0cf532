"""The roof: settings, wiring, channels, delivery, the clock's ticks and the web server."""
