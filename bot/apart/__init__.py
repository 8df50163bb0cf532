"""What strangers send is looked at apart: by a process within bounds, which may be killed and knows nothing of ours."""
