import { render } from 'preact';
import { App } from './app.js';
import { connect } from './state.js';
import './style.css';
import './whatsapp.css';
import './sms.css';
import './call.css';

const root = document.getElementById('app');
if (root !== null) {
  connect();
  render(<App />, root);
}
