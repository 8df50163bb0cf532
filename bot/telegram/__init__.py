"""The Telegram channel: the bot and its rate limits, how updates come in, and what Telegram's errors mean."""
