import type { Audience } from '#rules/threads/comment.ts';
import { m } from '#lib/paraglide/messages.js';

export const audienceSentence = (audience: Audience, city: string): string =>
  ({
    experts: m.comments_audience_experts(),
    staff: m.comments_audience_staff({ city }),
    shared: m.comments_audience_shared({ city }),
    panel: m.panel_audience_panel({ city }),
    hearing: m.comments_audience_shared({ city })
  })[audience];

export const audienceName = (audience: Audience, city: string): string =>
  ({
    experts: m.comments_for_experts(),
    staff: m.comments_for_staff({ city }),
    shared: m.comments_for_shared({ city }),
    panel: m.panel_for_panel({ city }),
    hearing: m.comments_for_shared({ city })
  })[audience];
