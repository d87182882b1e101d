import './tokens.css';
import './base.css';
import './controls.css';
import './diff.css';
import './menu.css';
import './sections.css';
