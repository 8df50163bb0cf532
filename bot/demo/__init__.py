"""`green-channel demo`: an empty database filled with believable cases, all of them made up."""
