"""Later."""
async def measure(folder, quick):
    return []
