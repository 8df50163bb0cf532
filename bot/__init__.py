"""The ground floor: settings, wiring, channels, delivery, the clock's ticks and the web server."""
