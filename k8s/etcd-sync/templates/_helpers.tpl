{{/* Image of a service: (list $ "sync"). */}}
{{- define "understudy.image" -}}
{{- $root := index . 0 -}}
{{- $image := index $root.Values.global.images (index . 1) -}}
{{- with $root.Values.global.registry.address -}}{{ trimSuffix "/" . }}/{{- end -}}
{{ $image.repository }}:{{ $image.tag }}
{{- end }}

{{/* Labels of every object of the release. */}}
{{- define "understudy.labels" -}}
app.kubernetes.io/name: understudy
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Name of a service's objects. */}}
{{- define "understudy.name" -}}
{{- if eq . "sync" -}}etcd-sync{{- else -}}etcd-sync-{{ . }}{{- end -}}
{{- end }}

{{/*
A value that the plugin's form may have left out: (list value default). What a ModuleInfo of an older version lacks comes as
nothing or as what templates put for a missing key.
*/}}
{{- define "understudy.given" -}}
{{- $value := index . 0 -}}
{{- if or (kindIs "invalid" $value) (has (toString $value) (list "" "<no value>")) -}}{{ index . 1 }}{{- else -}}{{ $value }}{{- end -}}
{{- end }}

{{- define "understudy.sourceVip" -}}{{ include "understudy.given" (list .Values.source.vip "") }}{{- end }}
{{- define "understudy.siteVip" -}}{{ include "understudy.given" (list .Values.site.vip "") }}{{- end }}
{{- define "understudy.siteName" -}}{{ include "understudy.given" (list .Values.site.name "") }}{{- end }}
{{- define "understudy.peerName" -}}{{ include "understudy.given" (list .Values.peer.name "") }}{{- end }}
{{- define "understudy.platformAddress" -}}{{ include "understudy.given" (list .Values.platform.address "") }}{{- end }}

{{/* Client URLs, a list or a text with commas, as one text. */}}
{{- define "understudy.urls" -}}
{{- if kindIs "slice" . }}{{ join "," . | nospace }}{{- else -}}{{ include "understudy.given" (list . "") | nospace }}{{- end -}}
{{- end }}

{{/* A host in a URL: an IPv6 address in brackets. */}}
{{- define "understudy.host" -}}
{{- if and (contains ":" .) (not (hasPrefix "[" .)) -}}[{{ . }}]{{- else -}}{{ . }}{{- end -}}
{{- end }}

{{- define "understudy.sourceEndpoints" -}}
{{- with include "understudy.urls" .Values.source.endpoints -}}
{{ . }}
{{- else -}}
{{- $vip := required "source.vip is empty and so is source.endpoints: give the primary's VIP, or the client URLs of its etcd" (include "understudy.sourceVip" .) -}}
https://{{ include "understudy.host" $vip }}:2379
{{- end -}}
{{- end }}

{{- define "understudy.targetEndpoints" -}}
{{- $given := include "understudy.urls" .Values.target.endpoints -}}
{{- if $given -}}
{{ $given }}
{{- else if or .Values.target.nodesIPv6 (contains ":" (include "understudy.siteVip" .)) -}}
https://[$(HOST_IP)]:2379
{{- else -}}
https://$(HOST_IP):2379
{{- end -}}
{{- end }}

{{/* Whether an end speaks TLS: (list endpoints-text). */}}
{{- define "understudy.isTls" -}}
{{- if contains "https://" . -}}true{{- end -}}
{{- end }}

{{/* An environment variable of a property. */}}
{{- define "understudy.variable" -}}
{{- upper (regexReplaceAll "[^a-zA-Z0-9]" . "_") -}}
{{- end }}

{{/* Settings of one end of the link: (dict "end" "source" "values" .Values.source "endpoints" text). */}}
{{- define "understudy.endEnv" -}}
{{- $name := printf "UNDERSTUDY_%s" (upper .end) -}}
- {name: {{ $name }}_ENDPOINTS, value: {{ .endpoints | quote }}}
{{- if include "understudy.isTls" .endpoints }}
- {name: {{ $name }}_TLS_CA_FILE, value: /etc/understudy/{{ .end }}/tls/ca.crt}
- {name: {{ $name }}_TLS_CERT_FILE, value: /etc/understudy/{{ .end }}/tls/tls.crt}
- {name: {{ $name }}_TLS_KEY_FILE, value: /etc/understudy/{{ .end }}/tls/tls.key}
{{- end }}
{{- if .values.username }}
- {name: {{ $name }}_USERNAME, value: {{ .values.username | quote }}}
- {name: {{ $name }}_PASSWORD_FILE, value: /etc/understudy/{{ .end }}/password/password}
{{- end }}
{{- if .values.encryptionSecret }}
- {name: {{ $name }}_ENCRYPTION_CONFIG_FILE, value: /etc/understudy/{{ .end }}/encryption/encryption-config.yaml}
{{- end }}
{{- end }}

{{- define "understudy.endMounts" -}}
{{- if include "understudy.isTls" .endpoints }}
- {name: {{ .end }}-tls, mountPath: /etc/understudy/{{ .end }}/tls, readOnly: true}
{{- end }}
{{- if .values.username }}
- {name: {{ .end }}-password, mountPath: /etc/understudy/{{ .end }}/password, readOnly: true}
{{- end }}
{{- if .values.encryptionSecret }}
- {name: {{ .end }}-encryption, mountPath: /etc/understudy/{{ .end }}/encryption, readOnly: true}
{{- end }}
{{- end }}

{{- define "understudy.endVolumes" -}}
{{- if include "understudy.isTls" .endpoints }}
- name: {{ .end }}-tls
  secret:
    secretName: {{ required (printf "%s.tls.secret is empty: name the Secret with ca.crt, tls.crt and tls.key" .end) .values.tls.secret }}
    defaultMode: 0440
    items: [{key: ca.crt, path: ca.crt}, {key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
{{- end }}
{{- if .values.username }}
- name: {{ .end }}-password
  secret:
    secretName: {{ required (printf "%s.passwordSecret is empty although %s.username is set" .end .end) .values.passwordSecret }}
    defaultMode: 0440
    items: [{key: password, path: password}]
{{- end }}
{{- if .values.encryptionSecret }}
- name: {{ .end }}-encryption
  secret: {secretName: {{ .values.encryptionSecret }}, defaultMode: 0440, items: [{key: encryption-config.yaml, path: encryption-config.yaml}]}
{{- end }}
{{- end }}

{{- define "understudy.source" -}}
{{- dict "end" "source" "values" .Values.source "endpoints" (include "understudy.sourceEndpoints" .) | toJson -}}
{{- end }}
{{- define "understudy.target" -}}
{{- dict "end" "target" "values" .Values.target "endpoints" (include "understudy.targetEndpoints" .) | toJson -}}
{{- end }}

{{/* What all three services are told: (list $ "sync"). */}}
{{- define "understudy.env" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: UNDERSTUDY_HOLDER, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
{{- if not (include "understudy.urls" $root.Values.target.endpoints) }}
- {name: HOST_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
{{- end }}
- {name: UNDERSTUDY_LINK, value: {{ $root.Values.link | quote }}}
{{ include "understudy.endEnv" (include "understudy.source" $root | fromJson) }}
{{ include "understudy.endEnv" (include "understudy.target" $root | fromJson) }}
- {name: UNDERSTUDY_TARGET_QUOTA_BYTES, value: {{ $root.Values.target.quotaBytes | int64 | quote }}}
- {name: UNDERSTUDY_SCOPE_PROFILE, value: {{ $root.Values.scope.profile | quote }}}
{{- if $root.Values.scope.rules }}
- {name: UNDERSTUDY_SCOPE_RULES_FILE, value: /etc/understudy/config/scope-rules.yaml}
{{- end }}
{{- if and $root.Values.peer.syncUrl (ne $service "monitor") }}
- {name: UNDERSTUDY_PEER_SYNC_URL, value: {{ $root.Values.peer.syncUrl | quote }}}
{{- if and $root.Values.peer.syncTokenSecret (eq $service "failover") }}
- {name: UNDERSTUDY_PEER_SYNC_TOKEN_FILE, value: /etc/understudy/peer-token/token}
{{- end }}
{{- end }}
{{- if ne $service "failover" }}
- {name: UNDERSTUDY_API_AUDIENCE, value: {{ $root.Values.serviceToken.audience | quote }}}
{{- end }}
{{- if ne $service "sync" }}
- {name: UNDERSTUDY_SYNC_TOKEN_FILE, value: /etc/understudy/token/token}
{{- else if $root.Values.peer.callerTokenSecret }}
- {name: UNDERSTUDY_API_TOKEN_FILE, value: /etc/understudy/peer-caller/token}
- {name: UNDERSTUDY_API_TOKEN_RIGHTS, value: "demote,repair"}
{{- end }}
{{- range $property, $value := (index $root.Values $service).settings }}
- {name: {{ include "understudy.variable" $property }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "understudy.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: config, mountPath: /etc/understudy/config, readOnly: true}
{{- include "understudy.endMounts" (include "understudy.source" . | fromJson) }}
{{- include "understudy.endMounts" (include "understudy.target" . | fromJson) }}
{{- end }}

{{- define "understudy.volumes" -}}
- {name: tmp, emptyDir: {sizeLimit: 1Gi}}
- {name: config, configMap: {name: etcd-sync-config}}
{{- include "understudy.endVolumes" (include "understudy.source" . | fromJson) }}
{{- include "understudy.endVolumes" (include "understudy.target" . | fromJson) }}
{{- end }}

{{/* What a service shows to the others: a token of its ServiceAccount, which the kubelet renews in time. */}}
{{- define "understudy.tokenMount" -}}
- {name: token, mountPath: /etc/understudy/token, readOnly: true}
{{- end }}
{{- define "understudy.tokenVolume" -}}
- name: token
  projected:
    defaultMode: 0440
    sources:
    - serviceAccountToken:
        audience: {{ .Values.serviceToken.audience | quote }}
        expirationSeconds: {{ .Values.serviceToken.expirationSeconds | int }}
        path: token
{{- end }}

{{/* Where, as whom, and beside whom a pod runs: (list $ "sync"). */}}
{{- define "understudy.pod" -}}
{{- $root := index . 0 -}}
{{- $name := include "understudy.name" (index . 1) -}}
serviceAccountName: {{ $name }}
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 0 }}
{{- end }}
topologySpreadConstraints:
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector: {matchLabels: {app: {{ $name }}}}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
terminationGracePeriodSeconds: 30
{{- end }}

{{- define "understudy.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities: {drop: [ALL]}
{{- end }}

{{/* Probes: (list port live ready). A start may take a while on a busy node. */}}
{{- define "understudy.probes" -}}
startupProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}

{{/* Rolls the pods when what they are given as files changes. */}}
{{- define "understudy.checksum" -}}
understudy.io/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
{{- end }}

{{/* Of what Helm makes around an installation and takes away again: (list "pre-delete" "-5"). */}}
{{- define "understudy.uninstallHook" -}}
helm.sh/hook: {{ index . 0 }}
helm.sh/hook-weight: {{ index . 1 | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Where and as whom the pod of a Job runs: (list $ "name of its ServiceAccount"). */}}
{{- define "understudy.jobPod" -}}
{{- $root := index . 0 -}}
serviceAccountName: {{ index . 1 }}
restartPolicy: Never
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 0 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}
