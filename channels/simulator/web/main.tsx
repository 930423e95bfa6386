import { render } from 'preact';
import { App } from './app.js';
import { Preview } from './preview.js';
import { connectPreview } from './preview-state.js';
import { connect } from './state.js';
import './style.css';
import './whatsapp.css';
import './sms.css';
import './call.css';
import './preview.css';

const root = document.getElementById('app');
if (root !== null) {
  if (location.pathname.startsWith('/preview')) {
    void connectPreview().then(() => render(<Preview />, root));
  } else {
    connect();
    render(<App />, root);
  }
}
