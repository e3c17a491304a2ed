"""The engine for offices that grow past one machine: Milvus, or milvus-lite in this process."""
