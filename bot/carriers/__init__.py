"""Whoever carries our notices - mail servers, gateways, robots of group chats - by URLs of apprise in the settings."""
