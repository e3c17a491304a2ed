// The chat page: everything on it that Gradio does not do. Each part listens for itself.
import "./chat-look.js";
import "./chat-filters.js";
import "./chat-feedback.js";
import "./chat-history.js";
import "./chat-start.js";
