"""Many analyses side by side: what each comes to in numbers, how they differ, what they recommend alike."""
