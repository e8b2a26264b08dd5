/** A definition with most of what a schema can say, as text. */
export const widgets = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              x-kubernetes-validations:
                - rule: "self.min <= self.max"
                  messageExpression: "'min is ' + string(self.min) + ', above ' + string(self.max)"
                  fieldPath: .min
                - {rule: self.name == oldSelf.name, message: name never changes}
                - {rule: "!oldSelf.hasValue() && self.colour != 'grey'", optionalOldSelf: true, message: nothing is born grey}
              properties:
                name: {type: string, pattern: '^[a-z]+$', maxLength: 10}
                colour: {type: string, enum: [red, green, grey], default: red}
                replicas: {type: integer, minimum: 0}
                min: {type: integer, default: 1}
                max: {type: integer, default: 10, exclusiveMaximum: true, maximum: 100}
                step: {type: number, multipleOf: 0.5}
                port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                parts:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [id]
                  items:
                    type: object
                    required: [id]
                    oneOf: [{required: [inline]}, {required: [ref]}]
                    properties: {id: {type: string}, inline: {type: string}, ref: {type: string}}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {known: {type: object, properties: {a: {type: string}}}}}
                template: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
                until: {type: string, format: date-time}
                every: {type: string, format: duration}
                odd: {type: string, format: int32}
                maybe: {type: string, nullable: true}
                labels: {type: object, minProperties: 1, additionalProperties: {type: string}}
                no-dash: {type: string, x-kubernetes-validations: [{rule: "self != 'x'"}]}
            status: {type: object, properties: {ready: {type: boolean}}}
    - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
`;
