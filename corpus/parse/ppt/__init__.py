"""PowerPoint 97 files ([MS-PPT]) to blocks: ppt, dps."""
