import { type MetadataDocument, MetadataEndpoint, ServerMetadata } from 'oauth-controllers';
import { Controller } from 'routing-controllers';

@Controller()
export class DescriptionController {
  @MetadataEndpoint()
  describe(@ServerMetadata() document: MetadataDocument) {
    return { service_documentation: `${document.issuer}/docs`, ui_locales_supported: ['en', 'de'] };
  }
}
