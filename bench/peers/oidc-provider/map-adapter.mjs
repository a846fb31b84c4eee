/** The least that an adapter of oidc-provider can do: a Map that forgets nothing. */
const stored = new Map();
const byGrant = new Map();
const sessions = new Map();

export class MapAdapter {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    const key = this.key(id);
    if (this.model === 'Session') sessions.set(payload.uid, key);
    if (payload.grantId !== undefined && this.model !== 'Session') {
      const keys = byGrant.get(payload.grantId);
      if (keys === undefined) byGrant.set(payload.grantId, [key]);
      else keys.push(key);
    }
    stored.set(key, payload);
  }

  async find(id) {
    return stored.get(this.key(id));
  }

  async findByUid(uid) {
    return stored.get(sessions.get(uid));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    stored.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    stored.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of byGrant.get(grantId) ?? []) stored.delete(key);
    byGrant.delete(grantId);
  }
}
