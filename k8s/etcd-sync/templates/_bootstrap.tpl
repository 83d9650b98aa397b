{{- define "understudy.tokenSecret" -}}{{ include "understudy.given" (list .Values.bootstrap.tokenSecret "") }}{{- end }}

{{/* Whether the bootstrap makes Secrets of a token. */}}
{{- define "understudy.bootstraps" -}}
{{- if and .Values.bootstrap.enabled (include "understudy.tokenSecret" .) -}}true{{- end -}}
{{- end }}

{{/* Whether it makes the Secret for this site's etcd, too. */}}
{{- define "understudy.bootstrapsLocal" -}}
{{- if and .Values.bootstrap.localEtcdCa.secret (include "understudy.isTls" (include "understudy.targetEndpoints" .)) -}}true{{- end -}}
{{- end }}

{{/* Annotations of an object that a hook needs, by its weight; none without. */}}
{{- define "understudy.hook" -}}
{{- if . -}}
annotations:
  helm.sh/hook: pre-install,pre-upgrade
  helm.sh/hook-weight: {{ . | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
{{- end }}

{{/* What the bootstrap may do in the release's namespace. A name cannot limit what is created. */}}
{{- define "understudy.bootstrapRules" -}}
{{- $b := .Values.bootstrap -}}
{{- $made := list "remote-etcd-ca" .Values.source.tls.secret -}}
{{- $read := list (include "understudy.tokenSecret" .) -}}
{{- if $b.primary.caSecret }}{{ $read = append $read $b.primary.caSecret }}{{ end -}}
{{- if include "understudy.bootstrapsLocal" . -}}
{{- $made = append $made .Values.target.tls.secret -}}
{{- if eq (default .Release.Namespace $b.localEtcdCa.namespace) .Release.Namespace }}{{ $read = append $read $b.localEtcdCa.secret }}{{ end -}}
{{- end -}}
- {apiGroups: [""], resources: [secrets], resourceNames: {{ uniq (concat $read $made) | toJson }}, verbs: [get]}
- {apiGroups: [""], resources: [secrets], resourceNames: {{ uniq $made | toJson }}, verbs: [update]}
- {apiGroups: [""], resources: [secrets], verbs: [create]}
{{- with $b.primary.caConfigMap }}
- {apiGroups: [""], resources: [configmaps], resourceNames: [{{ . }}], verbs: [get]}
{{- end }}
{{- if ne $b.certManager "never" }}
# For cert-manager to issue it anew.
- {apiGroups: [""], resources: [secrets], resourceNames: [{{ .Values.source.tls.secret }}], verbs: [delete]}
- {apiGroups: [cert-manager.io], resources: [issuers], resourceNames: [remote-etcd-issuer], verbs: [get, update]}
- {apiGroups: [cert-manager.io], resources: [certificates], resourceNames: [remote-etcd-client], verbs: [get, update]}
- {apiGroups: [cert-manager.io], resources: [issuers, certificates], verbs: [create]}
{{- end }}
{{- end }}

{{- define "understudy.bootstrapEnv" -}}
{{- $b := .Values.bootstrap -}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: UNDERSTUDY_BOOTSTRAP_TOKEN_SECRET_NAME, value: {{ include "understudy.tokenSecret" . | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_PRIMARY_HOST, value: {{ required "bootstrap.primary.host is empty and so is source.vip: give the VIP that forwards the primary's port 6443" (default (include "understudy.sourceVip" .) $b.primary.host) | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_PRIMARY_PORT, value: {{ $b.primary.port | int64 | quote }}}
{{- with $b.primary.caSecret }}
- {name: UNDERSTUDY_BOOTSTRAP_PRIMARY_CA_SECRET_NAME, value: {{ . | quote }}}
{{- end }}
{{- with $b.primary.caConfigMap }}
- {name: UNDERSTUDY_BOOTSTRAP_PRIMARY_CA_CONFIG_MAP, value: {{ . | quote }}}
{{- end }}
{{- include "understudy.bootstrapCa" (list "" $b.etcdCa) }}
- {name: UNDERSTUDY_BOOTSTRAP_CLIENT_SECRET_NAME, value: {{ .Values.source.tls.secret | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_SUBJECT, value: {{ $b.subject | quote }}}
{{- if include "understudy.bootstrapsLocal" . }}
{{- include "understudy.bootstrapCa" (list "LOCAL_" $b.localEtcdCa) }}
- {name: UNDERSTUDY_BOOTSTRAP_LOCAL_CLIENT_SECRET_NAME, value: {{ .Values.target.tls.secret | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_LOCAL_SUBJECT, value: {{ $b.localSubject | quote }}}
{{- end }}
- {name: UNDERSTUDY_BOOTSTRAP_CERTIFICATE_DAYS, value: {{ $b.certificateDays | int64 | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_RENEW_AFTER_PERCENT, value: {{ $b.renewAfterPercent | int64 | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_LOST_PRIMARY_MARGIN_HOURS, value: {{ $b.lostPrimaryMarginHours | int64 | quote }}}
- {name: UNDERSTUDY_SYNC_URL, value: "http://etcd-sync:8080"}
- {name: UNDERSTUDY_BOOTSTRAP_CERT_MANAGER, value: {{ $b.certManager | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_ADOPT, value: {{ include "understudy.given" (list $b.adopt false) | quote }}}
{{- range $property, $value := $b.settings }}
- {name: {{ include "understudy.variable" $property }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "understudy.bootstrapCa" }}
{{- $which := index . 0 }}
{{- $ca := index . 1 }}
{{- with $ca.namespace }}
- {name: UNDERSTUDY_BOOTSTRAP_{{ $which }}ETCD_CA_NAMESPACE, value: {{ . | quote }}}
{{- end }}
- {name: UNDERSTUDY_BOOTSTRAP_{{ $which }}ETCD_CA_SECRET_NAME, value: {{ $ca.secret | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_{{ $which }}ETCD_CA_CERTIFICATE_ENTRY, value: {{ $ca.certificateKey | quote }}}
- {name: UNDERSTUDY_BOOTSTRAP_{{ $which }}ETCD_CA_PRIVATE_ENTRY, value: {{ $ca.privateKey | quote }}}
{{- end }}

{{/*
Spec of a Job: (list $ name). What it says about its end it logs. Only a primary that cannot be asked is asked once more: 2, 3, 5
and 6 need somebody's hand. It ends before Helm gives its hooks up, after 5 min, and so says why.
*/}}
{{- define "understudy.bootstrapJob" -}}
{{- $root := index . 0 -}}
backoffLimit: 1
activeDeadlineSeconds: 280
podFailurePolicy:
  rules:
  - action: FailJob
    onExitCodes: {containerName: bootstrap, operator: In, values: [2, 3, 5, 6]}
template:
  metadata:
    labels: {{- include "understudy.labels" $root | nindent 6 }}
      app: etcd-sync-{{ index . 1 }}
  spec: {{- include "understudy.pod" (list $root (index . 1)) | nindent 4 }}
    restartPolicy: Never
    containers:
    - name: bootstrap
      image: {{ include "understudy.image" (list $root "failover") | quote }}
      imagePullPolicy: {{ $root.Values.imagePullPolicy }}
      args: [bootstrap]
      env: {{- include "understudy.bootstrapEnv" $root | nindent 6 }}
      resources: {{- toYaml $root.Values.bootstrap.resources | nindent 8 }}
      securityContext: {{- include "understudy.containerSecurity" $root | nindent 8 }}
      volumeMounts:
      - {name: tmp, mountPath: /tmp}
    volumes:
    - {name: tmp, emptyDir: {sizeLimit: 64Mi}}
{{- end }}
